"""Room 5: the notebooks' front door; one folder a subject, each with its view, sentences, tables and figures."""
