"""Names that are markup, formulas, other scripts or far too long; each must stay the text it is."""

MARKUP = [
    "$x$ 小学", "$$y$$", "*a*", "**b**", "_b_", "~~s~~", "H~2~ a^2^", "a|b", "`code`", "```", "<b>bold</b>",
    "<script>alert(1)</script>", "<!-- c -->", "&amp; &lt;", "[a](b)", "![i](j.png)", "[^1]", "@fig", "#", "# 标题",
    "#import x", "\\input{x}", "{}", "{x}", "https://example.org/a_b",
]  # fmt: skip
TYPOGRAPHY = ["-1", "- 项", "+1", "+ 项", "1. 一", "(2) 二", "= 三", "/ 四: 五", "--x", "St. John's", "'q' \"r\" ..."]
FORMULAS = ["=cmd|'/c calc'!A0", "@SUM(1)", "%s %d"]
SCRIPTS = ["São Tomé", "Школа № 5"]
LONG = "x" * 300
NAMES = [*MARKUP, *TYPOGRAPHY, *FORMULAS, *SCRIPTS, LONG]
RIGHT_TO_LEFT = "مدرسة النور"  # text taken from a PDF stands in the order it is drawn
WITHOUT_GLYPH = "🏫学校"  # no font of ours has it: in PDF and figures by its number
COUNTY = "$县$ <i>*x*_y_|"
