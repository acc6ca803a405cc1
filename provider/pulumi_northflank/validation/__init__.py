"""What is wrong with a schedule's inputs, found before anything is changed."""

from .problem import Problem as Problem
from .rules import validate as validate
from .rules import warnings_about as warnings_about
from .schema import SCHEMA as SCHEMA
