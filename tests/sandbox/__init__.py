"""The sandbox: a vendor and a mail catcher to try against."""
