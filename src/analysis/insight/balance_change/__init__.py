"""Why a coefficient of variation moved (均衡变化成因)."""
