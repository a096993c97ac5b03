import type { ApprovedDecision } from '../decision/decide.ts';
import type { ObservedRestriction } from '../decision/restriction-view.ts';
import type { Entity } from '../request/entity.ts';

/** Known to this file alone, so that nothing else can make a change: forgetting to plan is a compile error. */
const madeByPlan: unique symbol = Symbol('madeByPlan');

/** One change of the tenant: lift this restriction of this entity. Made by {@link plan} alone. */
export interface Change {
  readonly kind: 'unblock';
  readonly requestId: string;
  readonly entity: Entity;
  /** Every name the entity's account is known by. */
  readonly names: readonly string[];
  readonly restriction: ObservedRestriction;
  readonly [madeByPlan]: true;
}

/** What a tenant's run would do. */
export interface Plan {
  readonly changes: readonly Change[];
  /** Approved requests that have to wait, because another one in this plan lifts the same restriction. */
  readonly waiting: readonly { readonly requestId: string; readonly reason: string }[];
}

/** A plan that is refused as a whole, by name, before anything is applied. */
export interface UnsafePlan {
  readonly unsafe: 'tooManyUnblocks';
  readonly reason: string;
  readonly requestIds: readonly string[];
}

/**
 * Plans approved decisions for one tenant: one change an account, whichever of its addresses is named, and none for
 * what is not restricted (in sync). More changes than `unblocksPerRun` are unsafe, and then there is no plan at all.
 */
export function plan(decisions: readonly ApprovedDecision[], unblocksPerRun: number): Plan | UnsafePlan {
  const taken = new Map<string, string>();
  const changes: Change[] = [];
  const waiting: { requestId: string; reason: string }[] = [];
  for (const { request, restriction, names } of decisions) {
    if (restriction === null) continue;
    const first = names.map((name) => taken.get(name)).find((id) => id !== undefined);
    if (first === undefined) {
      for (const name of names) taken.set(name, request.id);
      const { id: requestId, entity } = request;
      changes.push({ kind: 'unblock', requestId, entity, names, restriction, [madeByPlan]: true });
    } else {
      waiting.push({ requestId: request.id, reason: `${first} lifts the same restriction in this run` });
    }
  }
  if (changes.length <= unblocksPerRun) return { changes, waiting };
  return {
    unsafe: 'tooManyUnblocks',
    reason: `${changes.length} unblocks in one run, where the policy allows ${unblocksPerRun}: nothing was applied`,
    requestIds: decisions.map(({ request }) => request.id),
  };
}
