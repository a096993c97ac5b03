import { replayRecord } from '../../src/decision/replay.ts';
import { decodeRecord } from '../../src/records/encode.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

const BRANCHES = '--glob=refs/heads/reinstate/records/*';
/** Every run signs its commits with a trailer; what a test writes to the branch by hand has none. */
const WRITTEN_BY_A_RUN = '--grep=^Run: ';

/**
 * Runs every record again that any run has ever written to the records branches, also the versions that a later run
 * replaced. Throws for one that does not replay the same.
 */
export async function everyRecordReplays(world: Sandbox): Promise<void> {
  const { repository } = world.forge.state;
  const log = ['log', BRANCHES, WRITTEN_BY_A_RUN, '--format=', '--raw', '--no-abbrev', '--diff-filter=d'];
  const changes = await repository.run([...log, '--', 'records/']);
  for (const [, blob = '', path] of changes.matchAll(/^:\d+ \d+ \w+ (\w+) \w\t(.+)$/gmu)) {
    const record = decodeRecord(await repository.bytes(['cat-file', 'blob', blob]));
    if ('damaged' in record) throw new Error(`a run wrote a damaged ${path}: ${record.damaged}`);
    const { verdict, differences } = replayRecord(record);
    if (verdict === 'different') throw new Error(`${path} (${blob}) does not replay: ${JSON.stringify(differences)}`);
  }
}
