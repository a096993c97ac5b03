import type { FaultTarget } from '../../src/sandbox/faults.ts';
import { nameOf } from './requests.ts';

/** What a run is doing: it judges, its claims stand on the branch, the tenant has answered its removes, all is recorded. */
export type Stage = 'judging' | 'claimed' | 'recording' | 'reporting';

/** The stages in their order. */
export const STAGES: readonly Stage[] = ['judging', 'claimed', 'recording', 'reporting'];

/** A request, by when it came. */
export interface Staged {
  readonly stage: Stage;
  readonly name: string;
  /** Which one of its name in its stage, from 1. */
  readonly nth: number;
}

/** Follows one run from its first request: what each next request is, and in which stage. */
export function followRun(removes: number): (target: FaultTarget) => Staged {
  const seen = new Map<string, number>();
  let stage: Stage = 'judging';
  let answered = 0;
  return (target) => {
    const name = nameOf(target);
    const key = `${stage} ${name}`;
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    const staged: Staged = { stage, name, nth };
    if (name.startsWith('exchange Remove-')) answered += 1;
    if (name === 'git push') stage = stage === 'judging' ? 'claimed' : 'reporting';
    if (name.startsWith('exchange Remove-') && answered === removes) stage = 'recording';
    return staged;
  };
}
