import { withRemedy } from '../support/reading.ts';
import type { Considered } from './decide.ts';

/** A sentence for each predicate that does not hold, once each, with what cures it where no waiting does. Pure. */
export function shortfalls({ predicates, evidence }: Pick<Considered, 'predicates' | 'evidence'>): readonly string[] {
  const remedies = new Map(evidence.map(({ check, remedy }) => [`evidence.${check}`, remedy]));
  const sentences = predicates.flatMap(({ name, satisfied, reason }) => {
    if (satisfied) return [];
    return [withRemedy({ reason, remedy: remedies.get(name) })];
  });
  return [...new Set(sentences)];
}
