"""What a person does with a review besides answering it: put it off, hand it over, extend it, ask the vendor."""
