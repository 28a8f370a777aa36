"""What people and programs read: values in, iterators of text out. Nothing here knows a stream, a clock or a disk.

``view`` turns a plan into rows; text and JSON are made from the same rows. One renderer a file.
"""
