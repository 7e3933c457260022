"""One mail in an SMTP dialogue: in two waits for the server where it offers PIPELINING, else in four."""

from __future__ import annotations

from smtplib import SMTP, SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

GO_ON = 354
TAKEN = 250
FORWARDED = 251


def hand_in(server: SMTP, sender: str, recipient: str, content: bytes) -> None:
    """Give the server `content` (lines ended by CR LF) for one recipient; returns once it has taken it.

    Sender and recipient are bare addresses without a line's end in them. Raises what `SMTP.sendmail` raises; the
    connection is open then and between mails, but where the server closed it.
    """
    server.ehlo_or_helo_if_needed()
    if not server.has_extn("pipelining"):
        server.sendmail(sender, [recipient], content)
        return
    refusal = _envelope(server, sender, recipient, len(content))
    if refusal:
        raise refusal
    dotted = content.replace(b"\r\n.", b"\r\n..")
    server.send(dotted + (b".\r\n" if dotted.endswith(b"\r\n") else b"\r\n.\r\n"))
    code, words = server.getreply()
    if code != TAKEN:
        raise SMTPDataError(code, words)


def _envelope(server: SMTP, sender: str, recipient: str, size: int) -> Exception | None:
    """Who writes to whom, and that the mail follows, sent at once (RFC 2920); what the server has against it."""
    told = f" size={size}" if server.has_extn("size") else ""
    server.send(f"mail FROM:<{sender}>{told}\r\nrcpt TO:<{recipient}>\r\ndata\r\n")
    (from_code, from_words), (to_code, to_words), (code, words) = (server.getreply() for _command in range(3))
    refusal: Exception | None = None
    if from_code != TAKEN:
        refusal = SMTPSenderRefused(from_code, from_words, sender)
    elif to_code not in {TAKEN, FORWARDED}:
        refusal = SMTPRecipientsRefused({recipient: (to_code, to_words)})
    elif code != GO_ON:
        refusal = SMTPDataError(code, words)
    if refusal and code == GO_ON:  # it waits for a mail to nobody
        server.send("\r\n.\r\n")
        server.getreply()
    return refusal
