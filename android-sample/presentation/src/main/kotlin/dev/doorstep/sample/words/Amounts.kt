package dev.doorstep.sample.words

import java.math.BigDecimal

/** Amounts as people write them, in a currency with so many digits after the point: `12.34` yuan, `1200` yen. */
class Amounts(minorDigits: UByte) {
    private val digits = minorDigits.toInt()

    /** An amount of minor units. */
    fun written(minor: Long): String = BigDecimal.valueOf(minor, digits).toPlainString()

    /** What somebody typed, in minor units; null if it is no amount, or has more digits than the currency. */
    fun read(text: String): Long? {
        val (whole, fraction) = PLAIN.matchEntire(text.trim())?.destructured ?: return null
        if (fraction.length > digits) return null
        return (whole + fraction.padEnd(digits, '0')).toLongOrNull()
    }

    private companion object {
        val PLAIN = Regex("""(\d+)(?:[.,](\d+))?""")
    }
}
