import { h, setText } from '../dom';
import type { ConnectionState } from '../live/connection';
import { formatDuration, type Clock } from '../model/format';

const labels = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting', offline: 'Offline' } as const;

/** Says how the connection stands and how old the newest numbers are. */
export class StatusBar {
  private state: ConnectionState = { kind: 'connecting' };
  private readonly label = h('span', { role: 'status' });
  // Apart from the label: a count-down is not to be read out every second.
  private readonly countdown = h('span', { 'aria-hidden': 'true' });
  private readonly pill = h('span', { class: 'pill' }, h('span', { class: 'dot', 'aria-hidden': 'true' }), this.label, this.countdown);
  private readonly age = h('span', { class: 'age' });
  readonly element = h('div', { class: 'status' }, this.age, this.pill);

  setState(state: ConnectionState): void {
    this.state = state;
  }

  /** @param asOfMs end of the newest closed window, or null */
  update(asOfMs: number | null, pausedAtMs: number | null, nowMs: number, clock: Clock): void {
    this.pill.dataset['state'] = this.state.kind;
    setText(this.label, labels[this.state.kind]);
    setText(this.countdown, this.state.kind === 'reconnecting' ? ` in ${Math.max(0, Math.ceil((this.state.atMs - Date.now()) / 1000))} s` : '');
    setText(this.age, this.describe(asOfMs, pausedAtMs, nowMs, clock));
    this.age.title = asOfMs === null ? '' : 'End of the newest closed window';
  }

  private describe(asOfMs: number | null, pausedAtMs: number | null, nowMs: number, clock: Clock): string {
    const paused = pausedAtMs === null ? '' : `paused at ${clock.seconds(pausedAtMs)} · `;
    return asOfMs === null ? `${paused}no closed window yet` : `${paused}as of ${clock.full(asOfMs, nowMs)}, ${formatDuration(nowMs - asOfMs)} behind`;
  }
}
