"""The questions: eligibility, calendar, funding, duties, and the text itself. Each returns plain data in one language."""
