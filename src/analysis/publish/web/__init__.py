"""Pages that need nothing from outside (自足网页): style, script and the Chinese signs they use lie in the page itself."""

from analysis.publish.web.sealed import sealed

__all__ = ["sealed"]
