import type { ChangedFile } from '../../ports/github.ts';
import { fails, holds, type Predicate } from '../../policy/predicate.ts';
import type { PullRequestEvidence } from '../evidence.ts';

const NAME = 'onlyRequestFiles';
const REQUEST_FILE = /^unblock-requests\/[a-z0-9][a-z0-9-]{0,62}\/[a-z0-9][a-z0-9-]{0,62}\.yaml$/u;

/** The pull request holds this path, and nothing but request files: no policy, workflow or attribute beside it. */
export function onlyRequestFiles(path: string, { files, number }: PullRequestEvidence): Predicate {
  if (!files.known) {
    return fails(NAME, 'indeterminate', `the files of #${number} could not be read completely: ${files.reason}`);
  }
  const foreign = files.value.find((file) => !isRequestFile(file));
  if (foreign) {
    return fails(NAME, 'denied', `#${number} also changes ${foreign.path}; a request travels with request files only`);
  }
  const holdsPath = files.value.some((file) => file.path === path && file.status !== 'removed');
  return holdsPath
    ? holds(NAME, `#${number} changes request files only`)
    : fails(NAME, 'denied', `#${number} does not hold ${path}, so nobody reviewed it there`);
}

function isRequestFile({ path, previousPath }: ChangedFile): boolean {
  return REQUEST_FILE.test(path) && (previousPath === undefined || REQUEST_FILE.test(previousPath));
}
