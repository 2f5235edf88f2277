"""Facts and rules to firings: the chain fires, the judge explains, and both must agree."""
