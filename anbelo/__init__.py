"""AnBeLo: suggestions, complaints, praise - and a call before every hard notice."""

__version__ = "0.1.0"
