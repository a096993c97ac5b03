import type { Sandbox } from '../../src/sandbox/sandbox.ts';

const RECORDS = '--glob=refs/heads/reinstate/records/*';

/** Everything that the records branches hold, as text: each commit, tree and file that any run has ever pushed. */
export async function everyObject(world: Sandbox): Promise<string> {
  const { repository } = world.forge.state;
  const listed = await repository.run(['rev-list', '--objects', RECORDS]);
  const ids = listed.split('\n').flatMap((line) => line.split(' ')[0] || []);
  const contents = await repository.bytes(['cat-file', '--batch'], { input: ids.join('\n') });
  return `${contents.toString('utf8')}\n${contents.toString('latin1')}`;
}
