import type { Mutant } from './mutant.ts';

/** Slips in what is said after an unblock, and of what others did. */
export const AFTERMATH_MUTANTS: readonly Mutant[] = [
  {
    name: 'takes the lifted restriction for a new one',
    file: 'src/reconcile/watch.ts',
    find: 'return isLater(time, changedAt === null ? createdAt : laterOf(createdAt, changedAt));',
    replace: 'return !isLater(changedAt === null ? createdAt : laterOf(createdAt, changedAt), time);',
    seed: 88,
  },
  {
    name: 'ends the watch before its day is over',
    file: 'src/reconcile/watch.ts',
    find: 'isLater(list.observedAt, until) ?',
    replace: 'list.observedAt !== until ?',
    seed: 2,
  },
  {
    name: 'forgets what it has to watch',
    file: 'src/reconcile/history.ts',
    find: 'return [...unblocked].filter((name) => !over.has(name));',
    replace: 'return [...unblocked].filter((name) => !over.has(name) && unblocked.size > 1);',
    seed: 2,
  },
  {
    name: 'takes for gone what an incomplete list lacks',
    file: 'src/records/sightings.ts',
    find: '.filter((one) => list.complete && around',
    replace: '.filter((one) => around',
    seed: 4,
  },
  {
    name: 'remembers an older list over a newer one',
    file: 'src/reconcile/drift-update.ts',
    find: ' || !rememberSame(view, judgedOn)',
    replace: '',
    seed: 95,
  },
];
