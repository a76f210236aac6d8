"""The composition root: settings, wiring, the web application, the worker and the command line."""
