// Bits of `channel`: through what a line's text came. Lines of one process that came differently do not continue one another:
// the runtime writes to stderr by itself, a log package puts every message into an envelope of its own.

/** A collector's JSON object (docker, journald), or a log package's where no collector stands around it. */
export const IN_JSON = 1
export const FROM_STDOUT = 2
/** A log package's JSON object inside a collector's envelope. */
export const IN_INNER_JSON = 4
/** klog's or glog's header: `I1120 10:03:37.123456   12345 file.go:42] `. */
export const IN_KLOG = 8
/** logfmt with a quoted message: `time=… level=ERROR msg="…"`. */
export const IN_LOGFMT = 16
/** The time of Go's log package: `2026/11/20 10:03:37 `. */
export const IN_STD_LOG = 32
/** The ring buffer of the kernel: `[12345.678901] text`. */
export const IN_KERNEL = 64
/** Any envelope that is a log package's for sure. */
export const IN_LOGGER = IN_INNER_JSON | IN_KLOG | IN_LOGFMT | IN_STD_LOG | IN_KERNEL
/** First value that no channel has. */
export const CHANNELS = 128
