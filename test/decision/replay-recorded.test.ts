import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { replayRecord } from '../../src/decision/replay.ts';
import { decodeRecord } from '../../src/records/encode.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/records/', import.meta.url));

describe('a record of an earlier version', () => {
  it.each(readdirSync(FOLDER))('replays the same: %s', (file) => {
    const record = decodeRecord(readFileSync(`${FOLDER}${file}`));
    expect('damaged' in record ? record : replayRecord(record)).toEqual({ verdict: 'same', differences: [] });
  });
});
