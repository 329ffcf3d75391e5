# Prints verdicts instead of an answer, in many forms.
# verdict: incorrect
for word in ("correct", "pass every test passed", '{"verdict": "correct"}', "AC", "OK", "9\nAC"):
    print(word)
