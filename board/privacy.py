"""What must not stand in a text that is published: phone, identity-card and car plate numbers. All matches are found."""

import re

PRIVATE = re.compile(
    r"(?<![0-9])1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])"  # mobile phone
    r"|(?<![0-9])0[0-9]{2,3}[ -]?[0-9]{7,8}(?![0-9])"  # land line with its area code
    r"|(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx](?![0-9])"  # identity card
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][ ·]?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])"  # car plate
)


def private_numbers(text: str) -> list[str]:
    """Every phone, identity-card or plate number in `text`, in its order."""
    return [found.group(0) for found in PRIVATE.finditer(text)]
