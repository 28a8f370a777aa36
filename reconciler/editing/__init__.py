"""Files changed as a careful colleague would: lines move or come or go, and every comment stays.

No YAML is ever written anew. A file is read by our own loader; what moves are whole lines, or the text of one key or
value. Then the result is read again (``proof``), and a file whose comments or meaning would be others is left alone.
Texts go in and come out; who puts them on the disk is a workflow.
"""
