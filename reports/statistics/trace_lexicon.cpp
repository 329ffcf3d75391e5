#include "reports/statistics/trace_lexicon.hpp"

namespace assay::statistics {

// Self-verification, backtracking and sub-goals are three of the four behaviours of Gandhi et al.
// 2025, arXiv 2503.01307; the phrases are those that traces of R1, of its distillations, of Qwen3
// and of assay-tiny use.
const std::vector<Phrase>& lexicon() {
  using enum Behaviour;
  static const std::vector<Phrase> phrases = {
      // assay-tiny's own
      {self_verification, "check :"},
      {self_verification, "ok ."},

      {self_verification, "double (check|checking)"},
      {self_verification, "(sanity|final|quick|one more|one last) check"},
      {self_verification,
       "(let me|let's|i should|i'll|i will|i need to|we should|we can|to|now|now ,|) "
       "(just|quickly|also|) (verify|confirm|recheck|recount|recalculate|make sure|"
       "re check|re verify|re count)"},
      {self_verification,
       "(let me|let's|i should|i'll|i will|i need to|we should|now|now ,) "
       "(just|quickly|also|) check"},
      {self_verification, "(check|checking) (all|against|for|if|whether|that|the|again|each)"},
      {self_verification, "(verifying|verification|verified)"},
      {self_verification,
       "(let me|let's) (count|recount|read|go through|go over|write|try to write|"
       "calculate|compute|add|do|list) (it|them|that|this|these|the question|"
       "the problem|) (all|out|) (again|once more)"},
      {self_verification,
       "(substitute|substituting|plug it|plugging|working|work) (back|backwards)"},
      {self_verification, "(to|just to) be (sure|safe|certain|thorough)"},
      {self_verification,
       "(is|are|was) (that|this|it) (right|correct|true|possible|allowed|valid|"
       "all|enough|consistent) ?"},
      {self_verification, "does (that|this|it) (make sense|work|hold|fit|match|satisfy)"},
      {self_verification,
       "(did|have) i (miss|missed|make|made|forget|read|count|counted|get|add|"
       "multiply|consider|considered|use|used|include)"},
      {self_verification,
       "is there (any|another) (ambiguity|other|way|possibility|possible|chance|trick)"},
      {self_verification, "are there any (other|others|more|hidden)"},
      {self_verification, "(checks|check|checked) out"},
      {self_verification, "adds up"},
      {self_verification,
       "(that|this|it|which|everything|all|logic|answer) (all|also|still|) (matches|fits|works|"
       "holds|is correct|is right|is consistent|is solid|is valid|is satisfied)"},
      {self_verification,
       "(seems|looks|should be|must be|is definitely|is indeed) (right|correct|"
       "consistent|good|solid|to fit|to work|to match|to satisfy|fine|accurate)"},
      {self_verification, "should (meet|satisfy|work|fit|cover) (the|all|that)"},
      {self_verification,
       "(satisfies|satisfy|satisfied|meets|met|fulfills|violates|violated) (all|the|both|every|"
       "each)"},
      {self_verification,
       "(constraints|conditions|clues|requirements|statements) (are|is|) (all|) "
       "(satisfied|met|hold|good|fulfilled)"},
      {self_verification, "^(yes|yep|yeah) (,|that|it|so)"},
      {self_verification, "^(correct|valid|perfect) (.|!)"},
      {self_verification, "^still"},
      {self_verification,
       "(review|reviewing|re evaluate|re evaluating|evaluate) (against|the|) "
       "(constraints|constraint|requirements)"},

      {backtracking, "^wait"},
      {backtracking, "(but|no|oh|hmm|no ,|oh ,|hmm ,|or) wait"},
      {backtracking, "hold on"},
      {backtracking, "on second thought"},
      {backtracking,
       "(that|this|which|it) (is|seems|was|'s) (wrong|not right|not correct|incorrect|not possible|"
       "impossible|not allowed|too|over|a contradiction)"},
      {backtracking,
       "(that|this|it)'s (wrong|not right|not correct|incorrect|not it|not possible|"
       "impossible|not allowed|too|over|a contradiction|not matching|not necessarily|not the)"},
      {backtracking,
       "(that|this|it) (also|still|) (can't|cannot|doesn't|does not|won't|wouldn't|isn't) "
       "(be|work|fit|"
       "match|make|seem|help|add|satisfy|solve|right|possible|really|quite)"},
      {backtracking,
       "(i|we) (made|must have made|may have made|might have made) (a mistake|an error)"},
      {backtracking,
       "i (might have|may have|might be|may be|must have|think "
       "i|was|misread|miscounted|overcounted|"
       "misunderstood) (miscounted|misread|misunderstood|overcounted|missed|"
       "confused|confusing|wrong|mistaken|overthinking|overcomplicating)"},
      {backtracking,
       "i'm (confusing|confused|overthinking|overcomplicating|stuck|not sure|not 100|unsure|a "
       "bit)"},
      {backtracking, "going in circles"},
      {backtracking,
       "(let me|let's|let us) (reconsider|rethink|re think|try again|try another|try a different|"
       "start over|start again|go back|re read|reread|re evaluate|re examine|think again|"
       "correct|look at it differently|approach this differently)"},
      {backtracking, "^(but|so|hmm ,|no ,|or|) (alternatively|actually ,)"},
      {backtracking, "^no (,|.|!|wait)"},
      {backtracking, "^(or|but) maybe"},
      {backtracking, "^or (is|perhaps|could|what)"},
      {backtracking, "^unless"},
      {backtracking, "^(maybe|perhaps) (there's|there is|i|a different|another|not|it's|the)"},
      {backtracking, "^(correction|self correction|contradiction)"},
      {backtracking, "contradiction ."},
      {backtracking, "^(another|a different) (idea|thought|approach|angle|way|possibility|option)"},
      {backtracking,
       "^(but|hmm , but|however ,) (again|that|it's|it|this|they|i'm|i've|that's) "
       "(,|doesn't|does|can't|"
       "isn't|is not|wouldn't|would|not|too|seems|heard|contradicts|means)"},
      {backtracking, "^not (quite|good|possible|enough|exactly|valid|it|right)"},
      {backtracking, "contradicts"},

      {restating,
       "the (original|exact|actual|specific|) (problem|question|puzzle|riddle|prompt|statement|"
       "instruction|instructions|user|rule|constraint|scenario|clue|wording) (just|also|only|"
       "specifically|simply|) "
       "(says|said|states|stated|asks|asked|is asking|is about|wants|specifies|specified|"
       "mentions|mentioned|gives|gave|tells|doesn't specify|doesn't say|does not say|"
       "doesn't mention|is :|is ,|is to|is that|only|just)"},
      {restating,
       "^wait , the (original|) (problem|question|puzzle|riddle|user|clue) (says|said|states|"
       "stated|asks|asked|is|didn't|specifies|doesn't)"},
      {restating, "they (just|only|also|) (said|say|ask|asked|want|wanted)"},
      {restating, "(we|i) (are|am) (given|told|asked)"},
      {restating, "(we're|i'm) (given|told|asked)"},
      {restating,
       "^(given|recap|summary|constraint|constraints|question|input|output format|format|"
       "required format|required ending|requirement|target word|separator) (:|that|requirement)"},
      {restating, "(to|let me|let's|just to) (recap|summarize|restate|rephrase|clarify)"},
      {restating,
       "(in summary|so far ,|according to the|as per the|from clue|clue 1|clue 2|clue 3|clue 4|"
       "clue 5|clue 6|clue 7)"},
      {restating,
       "^(okay ,|ok ,|alright ,|) so (,|) (i need to figure out|i'm trying to|i have to|we have|"
       "the question is|the problem is|we know)"},
      {restating, "^we (have|know)"},
      {restating, "^here ,"},

      {sub_goal,
       "^(so|okay , so|ok , so|now|now ,|then|hmm ,|okay ,|alright ,|) first "
       "(,|off|i|we|let's|step) "
       "(,|let's|let me|i|we|need|should)"},
      {sub_goal,
       "^(next|now|then) (,|) (let's|let me|i need|we need|i should|i have to|i want|i'll|looking|"
       "to find|find|for the)"},
      {sub_goal,
       "(let me|let's|let us) (start|begin|break|think about|think of|think through|try "
       "to|find|figure|"
       "calculate|compute|determine|consider|go through|look for|look at|solve|list them|list all|"
       "list out|draft|assign|analyze|set up|model|outline|focus on|count each|do this|do that|try "
       "that|"
       "work through|work out|tackle|see what|see how|craft|structure|plan|formulate)"},
      {sub_goal,
       "(i|we) (need|have|want|should|must|'ll need|will need|could|can) (to|) (also|first|next|) "
       "(find|figure|calculate|compute|determine|"
       "solve|know|consider|think|identify|start|look up|look "
       "at|decide|explain|address|use|arrange|try|"
       "choose|pick|write|provide|rely|count|break|structure|acknowledge|clarify|mention|present|"
       "check which|find out|get|figure out)"},
      {sub_goal, "^(what|how) (if i|about|would happen)"},
      {sub_goal, "^(step by step|plan|the plan|my plan|goal|the goal) (:|calculation|is)"},
      {sub_goal, "the (next|first) step (is|would)"},
      {sub_goal,
       "^(1|2|3|4|5|6|7|8|9) . (analyze|identify|retrieve|recall|formulate|draft|drafting|"
       "construct|constructing|final|calculate|format|formatting|determine|step|solve|evaluate|"
       "define|brainstorm|select|deconstruct|refine|structure|understand|generate|plan|set|apply|"
       "compute|translate|map|find)"},
      {sub_goal, "^final (output|polish|answer|response) (generation|construction|:)"},
      {sub_goal, "^but how (many|do|can)"},
      {sub_goal, "^so how (many|do|can)"},
      {sub_goal, "(now|next) , i need"},
  };
  return phrases;
}

}  // namespace assay::statistics
