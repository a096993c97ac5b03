import type { Sandbox } from '../../src/sandbox/sandbox.ts';

const BRANCH = 'refs/heads/reinstate/records/contoso';
const HOUR_MS = 3_600_000;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z/gu;
const SIGNED = /^((?:author|committer) .*> )(\d+)(?= \+0000$)/gmu;

/**
 * Makes everything that runs have recorded as many hours older, as if they had run then: the commits, what their trailers
 * say, and every time in a record. The marks stay, as they are the bytes of requests.
 */
export async function recordedEarlier({ forge }: Sandbox, hours: number): Promise<void> {
  const { repository } = forge.state;
  const stream = await repository.run(['fast-export', BRANCH]);
  const parts = stream.split(/^(?=blob$|commit |reset )/mu).map((part) => {
    const isMark = /^blob\n(?:.*\n)*?data \d+\n(?!\{)/u.test(part);
    return isMark ? part : earlier(part, hours * HOUR_MS);
  });
  // No text changes its length, so that what the stream says of it holds.
  await repository.run(['fast-import', '--quiet', '--force'], { input: parts.join('') });
}

function earlier(text: string, ms: number): string {
  return text
    .replaceAll(TIME, (time, fraction?: string) => {
      const shifted = new Date(Date.parse(time) - ms).toISOString();
      return fraction === undefined ? shifted.replace(/\.\d+/u, '') : shifted;
    })
    .replaceAll(SIGNED, (_, who: string, seconds: string) => `${who}${Number(seconds) - ms / 1000}`);
}
