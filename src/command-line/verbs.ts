import { plan } from './plan.ts';
import { policy } from './policy.ts';
import { reconcile } from './reconcile.ts';
import { replay } from './replay.ts';
import { sandbox } from './sandbox.ts';
import { status } from './status.ts';
import { validate } from './validate.ts';
import type { Verb } from './verb.ts';

/** Every verb, in the order in which help lists them: that of a request's life. */
export const VERBS: readonly Verb[] = [validate, policy, plan, reconcile, status, replay, sandbox];
