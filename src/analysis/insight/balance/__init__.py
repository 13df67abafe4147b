"""Why a coefficient is what it is (差异成因): which schools make it, between which groups it lies, which schools lack."""
