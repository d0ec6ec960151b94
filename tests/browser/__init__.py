"""The pages in a real browser: what people do with them, by mouse, by keyboard, on a phone."""
