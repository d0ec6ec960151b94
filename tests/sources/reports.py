"""Reports that mail servers write of mails that did not arrive, in the manners of several of them."""

OURS = f"<{'0f' * 20}@example.com>"
ANA = "ana@example.com"
POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@relay.example (Mail Delivery System)
To: countersign@example.com
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="B/relay.example"
Message-Id: <20261207080001.1@relay.example>

This is a MIME-encapsulated message.

--B/relay.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B/relay.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
X-Postfix-Queue-ID: 1234
Arrival-Date: Mon,  7 Dec 2026 08:00:00 +0000 (UTC)

Final-Recipient: rfc822; {final}
{original}Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.com
Diagnostic-Code: smtp; {said}

--B/relay.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

From: Countersign <countersign@example.com>
To: Ana <ana@example.com>
Subject: Review of INV-7
Message-ID: {id}
Auto-Submitted: auto-generated

Please review INV-7.

--B/relay.example--
"""
EXCHANGE = """\
From: Microsoft Outlook <MicrosoftExchange@example.com>
To: countersign@example.com
Subject: Undeliverable: Review of INV-7
Content-Type: multipart/report; report-type="delivery-status"; boundary="_E_"
MIME-Version: 1.0

--_E_
Content-Type: multipart/alternative; boundary="_A_"

--_A_
Content-Type: text/plain; charset="us-ascii"

Your message to ana@example.com couldn't be delivered.

--_A_
Content-Type: text/html; charset="us-ascii"

<p>Your message couldn't be delivered.</p>

--_A_--

--_E_
Content-Type: message/delivery-status

Reporting-MTA: dns;MX1.example.com

Original-Recipient: rfc822;ana@example.com
Final-Recipient: rfc822;ana@tenant.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound;
 Recipient not found

--_E_
Content-Type: text/rfc822-headers

From: Countersign <countersign@example.com>
To: Ana <ana@example.com>
Message-ID:
 {id}

--_E_--
"""
GLOBAL = """\
From: postmaster@relay.example
Content-Type: multipart/report; report-type=global-delivery-status; boundary="u"
MIME-Version: 1.0

--u
Content-Type: text/plain; charset=utf-8

It did not arrive.

--u
Content-Type: message/global-delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: utf-8; ana@example.com
Action: failed
Status: 5.1.1

--u
Content-Type: message/global-headers

From: countersign@example.com
Message-ID: {id}

--u--
"""


def report(
    message_id: str = OURS,
    *,
    final: str = ANA,
    original: str = "",
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "550 5.1.1 no such user",
) -> bytes:
    """Give a report in the manner of Postfix; `original` is the recipient that was written to, where it says that."""
    line = f"Original-Recipient: rfc822;{original}\n" if original else ""
    text = POSTFIX.format(final=final, original=line, action=action, status=status, said=said, id=message_id)
    return text.replace("\n", "\r\n").encode()


def other_manner(text: str, message_id: str = OURS) -> bytes:
    """Give a report in another manner."""
    return text.format(id=message_id).encode()
