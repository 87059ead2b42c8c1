"""publiccode.yml: reading the files by which the public sector describes its software."""
