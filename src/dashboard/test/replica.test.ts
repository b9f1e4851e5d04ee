import { beforeEach, describe, expect, it } from 'vitest';
import { Replica } from '../src/live/replica';
import { message } from './rows';

describe('a replica', () => {
  let applied: string[];
  let replica: Replica;

  beforeEach(() => {
    applied = [];
    replica = new Replica(({ seq, reset }) => applied.push(`${reset ? 'reset ' : ''}${seq}`));
  });

  it('applies a snapshot, then every frame once', () => {
    expect(replica.snapshot(message(4))).toBe('applied');
    expect(replica.frame(message(5))).toBe('applied');
    expect(replica.frame(message(5))).toBe('ignored');
    expect(replica.frame(message(6))).toBe('applied');
    expect(applied).toEqual(['reset 4', '5', '6']);
  });

  it('keeps frames that come before the snapshot and drops those it holds already', () => {
    for (const seq of [3, 4, 5]) {
      expect(replica.frame(message(seq))).toBe('ignored');
    }
    expect(replica.snapshot(message(3))).toBe('applied');
    expect(applied).toEqual(['reset 3', '4', '5']);
  });

  it('asks for a snapshot after a gap and goes on from it', () => {
    replica.snapshot(message(1));
    expect(replica.frame(message(3))).toBe('resync');
    expect(replica.frame(message(4))).toBe('ignored');
    expect(replica.snapshot(message(2))).toBe('applied');
    expect(applied).toEqual(['reset 1', 'reset 2', '3', '4']);
  });

  it('asks again when the snapshot is older than the gap', () => {
    replica.snapshot(message(1));
    replica.frame(message(5));
    expect(replica.snapshot(message(2))).toBe('resync');
    expect(replica.snapshot(message(5))).toBe('applied');
    expect(applied).toEqual(['reset 1', 'reset 2', 'reset 5']);
  });

  it('takes a reset whatever came before', () => {
    replica.snapshot(message(1));
    expect(replica.frame(message(9, { reset: true }))).toBe('applied');
    expect(replica.frame(message(10))).toBe('applied');
    expect(applied).toEqual(['reset 1', 'reset 9', '10']);
  });

  it('ignores frames of other subscriptions', () => {
    replica.frame(message(1, { id: 's0' }));
    replica.snapshot(message(0));
    expect(replica.frame(message(1, { id: 's0' }))).toBe('ignored');
    expect(applied).toEqual(['reset 0']);
  });

  it('bounds what it keeps and asks again for what it could not keep', () => {
    for (let seq = 1; seq <= 100; seq++) {
      replica.frame(message(seq));
    }
    expect(replica.snapshot(message(0))).toBe('resync');
    expect(replica.snapshot(message(40))).toBe('applied');
    expect(applied.at(-1)).toBe('100');
  });
});
