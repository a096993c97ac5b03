/** What a decision can be. `indeterminate`: something had to be known and could not be found out. */
export type Outcome = 'approved' | 'denied' | 'pending' | 'indeterminate';

/** One check with its reason, a sentence for the people involved. An unsatisfied one says what it leads to. */
export type Predicate =
  | { readonly name: string; readonly satisfied: true; readonly reason: string }
  | { readonly name: string; readonly satisfied: false; readonly leadsTo: Refusal; readonly reason: string };

/** Every outcome that isn't approval. */
export type Refusal = Exclude<Outcome, 'approved'>;

/** A predicate that holds. */
export function holds(name: string, reason: string): Predicate {
  return { name, satisfied: true, reason };
}

/** A predicate that doesn't hold, and what follows. */
export function fails(name: string, leadsTo: Refusal, reason: string): Predicate {
  return { name, satisfied: false, leadsTo, reason };
}

const WORST_FIRST: readonly Refusal[] = ['denied', 'indeterminate', 'pending'];

/** The outcome of predicates that are judged together: a definite no outranks a doubt, a doubt outranks waiting. */
export function outcomeOf(predicates: readonly Predicate[]): Outcome {
  const refusals = new Set(predicates.flatMap((predicate) => (predicate.satisfied ? [] : [predicate.leadsTo])));
  return WORST_FIRST.find((refusal) => refusals.has(refusal)) ?? 'approved';
}
