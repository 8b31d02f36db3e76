"""What a text says: personal data masked, the place, the issue, the urgency. A spaCy pipeline of small steps.

`nlp.reader.Reader` is the door; every step is a component that can be used alone.
"""
