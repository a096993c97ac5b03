import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord } from '../../src/records/encode.ts';
import { nextRecord, type UnblockRecord } from '../../src/records/record.ts';
import { findings, LATER, NOW } from './build.ts';

const pending = nextRecord(undefined, findings(), NOW, '0.1.0');

describe('a record', () => {
  it('stays the very same where only time passed', () => {
    expect(nextRecord(pending, findings(), LATER, '0.2.0')).toBe(pending);
  });

  it('stays the very same where only the wording changed', () => {
    const reworded = findings({
      conditions: [{ type: 'Approved', status: 'False', reason: 'EnoughApprovals', message: 'other words' }],
    });
    expect(nextRecord(pending, reworded, LATER, '0.1.0')).toBe(pending);
  });

  it.each([
    ['a reason', findings({ conditions: [{ type: 'Approved', status: 'False', reason: 'NoObjection', message: '' }] })],
    [
      'a status',
      findings({ conditions: [{ type: 'Approved', status: 'Unknown', reason: 'EnoughApprovals', message: '' }] }),
    ],
    ['a phase', findings({ phase: 'Denied' })],
    ['its attempts', findings({ attempts: [{ run: '1/1', startedAt: NOW, leaseMs: 60_000, result: 'claimed' }] })],
  ])('changes where %s changed', (_, changed) => {
    expect(nextRecord(pending, changed, LATER, '0.1.0')).not.toBe(pending);
  });

  it('keeps since when a condition stands, and moves it when the condition changes', () => {
    const both = findings({
      phase: 'Denied',
      conditions: [
        { type: 'Approved', status: 'False', reason: 'EnoughApprovals', message: '' },
        { type: 'Evidenced', status: 'Unknown', reason: 'Listed', message: '' },
      ],
    });
    const observed = nextRecord(pending, both, LATER, '0.1.0').conditions.map((one) => [one.type, one.observedAt]);
    expect(observed).toEqual([
      ['Approved', NOW],
      ['Evidenced', LATER],
    ]);
  });

  it('keeps what a later run has nothing new to say about', () => {
    const restriction = { createdAt: NOW, changedAt: null, fencedAt: NOW, reason: { kind: 'other' as const, raw: '' } };
    const restricted = nextRecord(undefined, findings({ restriction }), NOW, '0.1.0');
    expect(nextRecord(restricted, findings({ phase: 'Denied' }), LATER, '0.1.0').restriction).toEqual(restriction);
  });

  it('forgets what a waiting request was held up by once no run finds it any more', () => {
    const held = { type: 'Applied' as const, status: 'False' as const, reason: 'TooManyUnblocks', message: '' };
    const waiting = nextRecord(pending, findings({ conditions: [...findings().conditions, held] }), NOW, '0.1.0');
    expect(waiting.conditions.map(({ reason }) => reason)).toEqual(['EnoughApprovals', 'TooManyUnblocks']);
    const later = nextRecord(waiting, findings(), LATER, '0.1.0');
    expect(later.conditions.map(({ reason }) => reason)).toEqual(['EnoughApprovals']);
  });

  it('never leaves a terminal phase', () => {
    const denied = nextRecord(pending, findings({ phase: 'Denied' }), NOW, '0.1.0');
    expect(() => nextRecord(denied, findings({ phase: 'Pending' }), LATER, '0.1.0')).toThrow('from Denied to Pending');
  });
});

describe('a record in git', () => {
  it('is read back as it was written', () => {
    expect(decodeRecord(encodeRecord(pending))).toEqual(pending);
  });

  it('has the same bytes whatever order its keys were set in', () => {
    const { request, phase, ...rest } = pending;
    const shuffled: UnblockRecord = { phase, ...rest, request };
    expect(encodeRecord(shuffled)).toEqual(encodeRecord(pending));
  });

  it('is never written where its own schema refuses it', () => {
    const broken: UnblockRecord = { ...pending, request: { ...pending.request, blob: 'not a blob' } };
    expect(() => encodeRecord(broken)).toThrow('refusing to write an invalid UnblockRecord');
  });

  it.each([
    ['cut off', '{"apiVersion":'],
    ['of another kind', '{"kind":"Policy"}'],
    ['extended by hand', JSON.stringify({ ...pending, note: 'approved by phone' })],
    ['empty', ''],
  ])('that is %s is damaged, not an error', (_, text) => {
    expect(decodeRecord(new TextEncoder().encode(text))).toHaveProperty('damaged');
  });
});
