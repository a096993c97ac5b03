import { doctor } from './doctor.ts';
import { init } from './init.ts';
import { list } from './list.ts';
import { newRequest } from './new.ts';
import { overview } from './overview.ts';
import { plan } from './plan.ts';
import { policy } from './policy.ts';
import { reconcile } from './reconcile.ts';
import { replay } from './replay.ts';
import { show } from './show.ts';
import { status } from './status.ts';
import { validate } from './validate.ts';
import type { Verb } from './verb.ts';

/**
 * The verbs for a control repository, in the order in which help lists them: that of a request's life. The action has
 * these; it is asked nothing, as nobody sits there; what serves to play is the command line's alone.
 */
export const VERBS: readonly Verb[] = [
  init,
  doctor,
  newRequest,
  list,
  show,
  validate,
  policy,
  plan,
  overview,
  reconcile,
  status,
  replay,
];
