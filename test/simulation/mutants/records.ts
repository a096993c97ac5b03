import type { Mutant } from './mutant.ts';

/** Slips in what is pushed, and in the ports themselves: what an adapter promises is what the program builds on. */
export const RECORD_MUTANTS: readonly Mutant[] = [
  {
    name: 'takes a lost push for a won one',
    file: 'src/records/store.ts',
    find: "const lost = outcome.kind === 'lost';",
    replace: "const lost = outcome.kind === 'lost' && view === undefined;",
    seed: 1,
  },
  {
    name: 'pushes after a lost race what it decided before',
    file: 'src/records/store.ts',
    find: 'const records = wanted(current, changes.updates);',
    replace: 'const records = wanted(view, changes.updates);',
    seed: 12,
  },
  {
    name: 'writes over settled records',
    file: 'src/records/store.ts',
    find: 'if ((view.settled.has(name) && !view.watched.has(name)) || view.damaged.has(name)) continue;',
    replace: 'if (view.damaged.has(name)) continue;',
    seed: 12,
  },
  {
    name: 'does not mark what is settled',
    file: 'src/records/commits.ts',
    find: 'return isTerminal(record.phase) ?',
    replace: "return isTerminal(record.phase) && record.phase !== 'Denied' ?",
    seed: 1,
  },
  {
    name: 'writes a judgement over whatever stands there now',
    file: 'src/reconcile/record-updates.ts',
    find: '      if (!sameRecord(current, candidate.stored)) return undefined;\n      const phase = phaseOf(judged);',
    replace: '      const phase = phaseOf(judged);',
    seed: 12,
  },
  {
    name: 'settles a claim that is not its own',
    file: 'src/reconcile/settle.ts',
    find: '|| !isDeepStrictEqual(last, attempt)',
    replace: '|| (last === attempt && isDeepStrictEqual(last, 0))',
    seed: 1297,
  },
  {
    name: 'does not record an accepted remove as one',
    file: 'src/reconcile/settle.ts',
    find: 'return { ...settled, ...unblocked(stillListed, verification) };\n    case',
    replace: "return { ...settled, ...waiting('NotSent', '') };\n    case",
    seed: 5,
  },
  {
    name: 'tells of a request what another run has overtaken',
    file: 'src/reconcile/results.ts',
    find: "one.phase !== 'Invalid' && phase !== undefined && phase !== one.phase",
    replace: "one.phase !== 'Invalid' && phase !== undefined && phase === one.phase",
    seed: 12,
  },
  {
    name: 'pushes without comparing',
    file: 'test/simulation/ports/records.ts',
    find: 'if ((headOf(branch)?.id ?? null) !== snapshot.head) return undefined;',
    replace: '',
    seed: 12,
  },
  {
    name: 'repeats a remove that was answered unclearly',
    file: 'test/simulation/ports/exchange.ts',
    find: "if (answer !== 'throttled') return answer;",
    replace: "if (answer !== 'throttled' && answer.kind !== 'ambiguous') return answer;",
    seed: 16,
  },
  {
    name: 'marks no settled record again',
    file: 'src/reconcile/reconcile-tenant.ts',
    find: 'missingMarks(done.view, entries)',
    replace: 'new Map<string, string>()',
    seed: 471,
  },
  {
    name: 'does not look after an unblock whose mark is gone',
    file: 'src/records/store.ts',
    find: 'names.includes(name)',
    replace: "name === ''",
    seed: 587,
  },
];
