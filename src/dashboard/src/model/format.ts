const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });

export const formatNumber = (value: number | null): string => (value === null ? '–' : number.format(value));

/** A length of time in its largest unit: `35 s`, `4 min`, `3 h`, `2 d`, `8 y`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const units = [[365 * 86_400, 'y'], [86_400, 'd'], [3_600, 'h'], [120, 'min']] as const;
  const [size, unit] = units.find(([least]) => seconds >= least) ?? [1, 's'];
  return `${Math.floor(seconds / (unit === 'min' ? 60 : size))} ${unit}`;
}

/** Formats times in UTC, or else in a zone: that of the windows shown, or the reader's. */
export class Clock {
  private readonly time: Intl.DateTimeFormat;
  private readonly minutes: Intl.DateTimeFormat;
  private readonly date: Intl.DateTimeFormat;

  /** @param windowZone the zone of the windows shown, if they have one */
  constructor(private readonly utc: boolean, private readonly windowZone?: string) {
    const zone = utc ? { timeZone: 'UTC' } : isKnown(windowZone) ? { timeZone: windowZone } : {};
    const hours = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...zone } as const;
    this.time = new Intl.DateTimeFormat(undefined, { ...hours, second: '2-digit' });
    this.minutes = new Intl.DateTimeFormat(undefined, hours);
    this.date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric', ...zone });
  }

  /** `14:02:00` */
  seconds(ms: number): string {
    return this.time.format(ms);
  }

  /** A time among others that lie a step apart: as much of it as tells them apart. */
  step(ms: number, stepMs: number): string {
    if (stepMs >= 86_400_000) {
      const isMidnight = ms % 86_400_000 === 0;
      return this.utc && this.windowZone !== undefined && !isMidnight ? `${this.day(ms)} ${this.minutes.format(ms)}` : this.day(ms);
    }
    return stepMs % 60_000 === 0 ? this.minutes.format(ms) : this.time.format(ms);
  }

  /** `25 Jan 2017` in the reader's language. */
  day(ms: number): string {
    return this.date.format(ms);
  }

  /** The time, with the day in front when that is not today. */
  full(ms: number, nowMs: number): string {
    const day = this.day(ms);
    return day === this.day(nowMs) ? this.seconds(ms) : `${day} ${this.seconds(ms)}`;
  }
}

// The node may know zones that the browser does not.
function isKnown(zone: string | undefined): zone is string {
  if (zone === undefined) {
    return false;
  }
  try {
    new Intl.DateTimeFormat(undefined, { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
