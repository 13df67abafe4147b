"""How a source describes itself (来源说明): mappings, drafts of them, and the empty template."""
