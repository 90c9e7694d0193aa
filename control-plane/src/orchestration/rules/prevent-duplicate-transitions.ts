import { PASS, reject, type Rule } from "../rule.js";
import { ANY, ANY_OR_NONE } from "../state-sets.js";

/**
 * A client that lost the answer proposes the same transition again. Recognised by its id, the second proposal is
 * answered with what the first one did instead of being applied on top of it.
 */
export const preventDuplicateTransitions: Rule<unknown> = {
  name: "prevent-duplicate-transitions",
  from: ANY_OR_NONE,
  to: ANY,
  judge({ current, proposed }) {
    const transitionId = proposed.details.transition_id;
    const isRepeat = transitionId != null && transitionId === current?.state_details.transition_id;
    return isRepeat ? reject("This transition has already been made.") : PASS;
  },
};
