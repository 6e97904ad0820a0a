import pytest

from nnspec.data.formats.csv.lines import LineRewriter
from nnspec.data.formats.csv.style import csv_format


def rewritten(data, size, **form):
    rewriter = LineRewriter(csv_format(**form))
    blocks = [data[i : i + size] for i in range(0, len(data), size)]
    return b"".join(rewriter.feed(b, last=False) for b in blocks) + rewriter.feed(b"", last=True)


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    ("form", "data", "expected"),
    [
        ({"sep": r"\s+"}, b"a b\n 1\t  2 \n\n  \n3 4", b"a\tb\n1\t2\n\n\n3\t4"),
        ({"sep": r"\s+"}, b"\xef\xbb\xbf  a b\r\n1 2\r\n", b"a\tb\n1\t2\n"),
        ({"sep": r"\s+"}, b'1  "a  b"  2\n3 "" 4\n', b'1\t"a  b"\t2\n3\t""\t4\n'),
        ({"sep": r"\s+"}, b'1 "a ""  b" 2\n', b'1\t"a ""  b"\t2\n'),
        ({"sep": r"\s+"}, b'5"  pipe\n6" x\n', b'5"\tpipe\n6"\tx\n'),
        ({"sep": r"\s+"}, b'1 "a  b\n c  d" 2\n3  4\n', b'1\t"a  b\n c  d"\t2\n3\t4\n'),
        ({"sep": r"\s+", "quotechar": ""}, b'1  "a  b"\n', b'1\t"a\tb"\n'),
        ({"sep": r"\s+", "comment": "#"}, b"# x\na b # y\n1 2\n", b"\na\tb\n1\t2\n"),
        ({"comment": "#"}, b'# x, y\na,b\n1,"#2"# z\n3,4#', b'\na,b\n1,"#2"\n3,4'),
        ({"comment": "#", "sep": "\t"}, b"a\tb\n\t\n \t#\n", b"a\tb\n\t\n\n"),
        ({"skiprows": 2}, b'made by "x\n\xff\na,b\n1,2\n', b"\n\na,b\n1,2\n"),
        ({"skiprows": 9}, b"a\nb\n", b"\n\n"),
    ],
)
def test_lines_are_rewritten_and_stay_lines(form, data, expected, size):
    found = rewritten(data, size, **form)
    assert found == expected
    assert found.count(b"\n") == data.count(b"\n")
