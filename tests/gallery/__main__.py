"""`python -m tests.gallery FOLDER`: writes the page and says where it is."""

import sys
from pathlib import Path

from tests.gallery.writing import write_page

sys.stdout.write(f"{write_page(Path(sys.argv[1])).resolve().as_uri()}\n")
