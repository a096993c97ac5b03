import type { ReconcileResult } from '../../../src/reconcile/types.ts';
import type { Machine } from '../world/world.ts';
import type { Watching } from './state.ts';

/** What a tenant's run may fail for: the story's own troubles, and losing too many races. */
const EXPECTED = [
  'no answer',
  'no right to it',
  'the connection broke',
  'too many runs at once',
  'the list of restricted entities is incomplete',
];

/** Holds what a process says at its end against what the branch held while it ran. */
export function judgeResults(machine: Machine, { results, failures }: ReconcileResult, watching: Watching): void {
  const unexpected = failures.find(({ message }) => !EXPECTED.some((text) => message.includes(text)));
  if (unexpected) watching.broken('no bug', unexpected.message);
  for (const { id, phase, changed } of results) {
    if (phase === 'Invalid' || watching.disturbed.has(id)) continue;
    const seen = watching.phases.get(id) ?? [];
    const own = seen.filter(({ by }) => by === machine);
    if (changed !== own.length > 0) {
      watching.broken('results', `${machine.name} says of ${id} that it ${changed ? 'changed' : 'did not change'} it`);
    }
    const before = lastBefore(seen, machine);
    const during = seen.filter(({ atMs }, index) => atMs >= machine.startedAtMs || index === before);
    const unwritten = before === -1 && phase === 'Pending';
    if (!unwritten && !during.some((one) => one.phase === phase)) {
      watching.broken('results', `${machine.name} says that ${id} is ${phase}, and it never was while it ran`);
    }
  }
}

function lastBefore(seen: readonly { readonly atMs: number }[], { startedAtMs }: Machine): number {
  return seen.findLastIndex(({ atMs }) => atMs < startedAtMs);
}
