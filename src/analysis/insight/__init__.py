"""Why, how firm, and what next (成因、稳健性与预测): explanations and forecasts made from judged numbers."""
