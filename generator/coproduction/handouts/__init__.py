"""Handouts: anything printed or opened in an office program, made from the same content as the pages."""
