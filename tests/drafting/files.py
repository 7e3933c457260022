"""Small files of each kind, made on the spot: no fixture in a binary format."""

import io
import zipfile
from typing import Any


def pdf(pages: list[list[str]], late: str = "") -> bytes:
    """A PDF with a text layer: no font is embedded, a ToUnicode map says which character each code is.

    The characters of `late` are drawn behind each line, in the gaps left for them, as programs do with another font.
    """
    chars = sorted({char for page in pages for line in page for char in line})
    code = {char: index + 1 for index, char in enumerate(chars)}
    mapping = "\n".join(f"<{code[char]:04x}> <{ord(char):04x}>" for char in chars[:])
    blocks = []
    rows = mapping.split("\n")
    for at in range(0, len(rows), 100):
        part = rows[at : at + 100]
        blocks.append(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar")
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n" + "\n".join(blocks) + "\nendcmap end end"
    )
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    font = 3
    objects += [
        "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        "/Supplement 0 >> /DW 1000 /FontDescriptor 6 0 R >>",
        _stream(cmap),
        "<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800 /Descent -200 "
        "/CapHeight 700 /StemV 80 >>",
    ]
    for page in pages:
        content = "BT /F 12 Tf\n"
        for number, line in enumerate(page):
            content += f"1 0 0 1 50 {780 - 16 * number} Tm [" + "".join(
                "-1000" if char in late else f"<{code[char]:04x}>" for char in line
            )
            content += "] TJ\n" + "".join(
                f"1 0 0 1 {50 + 12 * at} {780 - 16 * number} Tm <{code[char]:04x}> Tj\n"
                for at, char in enumerate(line)
                if char in late
            )
        content += "ET"
        objects.append(_stream(content))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F {font} 0 R >> >> "
            f"/Contents {len(objects)} 0 R >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{place:010d} 00000 n \n" for place in places).encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def _stream(content: str) -> str:
    return f"<< /Length {len(content.encode('latin-1'))} >>\nstream\n{content}\nendstream"


def numbered_docx() -> bytes:
    """As offices write them: chapters numbered by their styles, smart tags, tracked changes, a content control, a table."""
    import docx as word
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def xml(text: str) -> Any:
        return parse_xml(text.replace(">", f" {nsdecls('w')}>", 1))

    document = word.Document()
    root = document.part.numbering_part._element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for level, shape, pattern in ((0, "chineseCounting", "%1、"), (1, "chineseCounting", "（%2）"), (2, "decimal", "%3."))
    )
    root.insert(0, xml(f'<w:abstractNum w:abstractNumId="90">{levels}</w:abstractNum>'))
    root.append(xml('<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    number = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="90"/></w:numPr>'
    for level in (0, 1):
        document.styles[f"Heading {level + 1}"].element.get_or_add_pPr().append(xml(number.format(level)))
    for words, level in (("2022年工作回顾", 1), ("2023年工作安排", 1), ("兴业", 2), ("兴教", 2)):
        document.add_paragraph(words, style=f"Heading {level}")
    own = document.add_paragraph("新建学校")
    own._p.get_or_add_pPr().append(xml(number.format(2)))
    for piece in (
        '<w:smartTag w:element="chmetcnv"><w:r><w:t>5所</w:t></w:r></w:smartTag>',
        '<w:del w:id="1"><w:r><w:delText>、医院9家</w:delText></w:r></w:del>',
        '<w:ins w:id="2"><w:r><w:t>、幼儿园3所。</w:t></w:r></w:ins>',
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
    ):
        own._p.append(xml(piece))
    control = xml("<w:sdt><w:sdtContent><w:p><w:r><w:t>开工建设南城水厂。</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    document.element.body.insert_element_before(control, "w:sectPr")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip((cell for row in table.rows for cell in row.cells), ("序号", "任务", "1", "新建公园7处"), strict=True):
        cell.text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx(lines: list[str], header: str = "") -> bytes:
    import docx as word

    document = word.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    for line in lines:
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def bomb() -> bytes:
    """A docx whose document unpacks to 300 MB of zeros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 300_000_000)
    return out.getvalue()
