// The options of a multiple-choice problem and its gold letter, out of a row.
#pragma once

#include "datasets/problem.hpp"
#include "datasets/row_reader.hpp"

namespace assay {

/// Fills in `options`, without blanks around them, and `gold`, a letter. Where the rules shuffle,
/// the options are in the order of SHA-256 of "<problem's id>:<n>", n being 0 for the right one:
/// the same for every run, and without a pattern. Throws DataError with the row's place: fewer than
/// two options or more than 26, two that are equal, a gold that is no letter of one.
void read_options(const RowReader& row, const OptionRules& rules, Problem& problem);

}  // namespace assay
