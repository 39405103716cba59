"""The demo: a small institute that does not exist, with everything a catalogue has to hold.

Pure content, the same at every run; `catalog.demo.load` puts it in through the services.
"""
