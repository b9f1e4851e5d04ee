import type { LiveMessage } from './messages';

/** What became of a frame. */
export type Outcome = 'applied' | 'ignored' | 'resync';

// Some 16 s of frames; a snapshot that takes longer ends in one more resync.
const maxEarly = 64;

/**
 * Keeps a copy in step with a subscription: a snapshot, then frames whose numbers go up by one. A frame that comes before its
 * snapshot waits; a missing one makes the copy ask for a new snapshot.
 */
export class Replica {
  private id: string | null = null;
  private seq = 0;
  private awaiting = true;
  private early: LiveMessage[] = [];

  /** @param apply takes a message's content; called in order, never twice for the same frame */
  constructor(private readonly apply: (message: LiveMessage) => void) {}

  /** The subscription, or null before the first snapshot. */
  get subscription(): string | null {
    return this.id;
  }

  /** Says that a snapshot has been asked for: until it is here, frames wait. */
  await(): void {
    this.awaiting = true;
  }

  /** Takes the snapshot, then the frames that came before it. */
  snapshot(message: LiveMessage): Outcome {
    this.id = message.id;
    this.seq = message.seq;
    this.awaiting = false;
    this.apply({ ...message, reset: true });
    const early = this.early;
    this.early = [];
    // After a gap among them the rest is kept for the next snapshot.
    const outcomes = early.map((frame) => this.frame(frame));
    return outcomes.includes('resync') ? 'resync' : 'applied';
  }

  /** Takes a frame. After 'resync', ask for a snapshot. */
  frame(message: LiveMessage): Outcome {
    if (this.awaiting) {
      this.keep(message);
      return 'ignored';
    }
    if (message.id !== this.id || message.seq <= this.seq) {
      return 'ignored';
    }
    // A reset stands for everything before it, so a gap in front of it does not matter.
    if (message.seq !== this.seq + 1 && !message.reset) {
      this.awaiting = true;
      this.keep(message);
      return 'resync';
    }
    this.seq = message.seq;
    this.apply(message);
    return 'applied';
  }

  private keep(message: LiveMessage): void {
    this.early.push(message);
    if (this.early.length > maxEarly) {
      this.early.shift();
    }
  }
}
