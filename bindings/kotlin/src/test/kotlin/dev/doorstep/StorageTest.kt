package dev.doorstep

import dev.doorstep.ffi.Config
import dev.doorstep.ffi.DoorstepException
import dev.doorstep.ffi.JobFilter
import dev.doorstep.ffi.SecretStore
import dev.doorstep.ffi.StorageTrouble
import dev.doorstep.ffi.SyncStatus
import dev.doorstep.testing.MemorySecrets
import dev.doorstep.testing.jpeg
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assumptions.abort
import java.io.File
import java.io.IOException
import java.io.RandomAccessFile
import kotlin.test.AfterTest
import kotlin.test.Test
import kotlin.test.assertContentEquals
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue

/** A disk that does not do its part: what was acknowledged is there afterwards, and the words say what to do. */
class StorageTest : Shop() {
    private val disk by lazy { SmallDisk(root.resolve("disk")) }

    override val pocket: File get() = disk.directory

    @AfterTest
    override fun `close the shop`() {
        disk.free()
        super.`close the shop`()
        disk.close()
    }

    @Test
    fun `a full disk refuses and loses nothing`() = runBlocking {
        // Whatever SQLite has put by to write into is given back first.
        chen.doorstep.enterBackground()
        chen.doorstep.enterForeground()
        disk.fill()
        val kept = mutableSetOf<String>()
        val full = assertFailsWith<DoorstepException.Storage> {
            repeat(500) { n ->
                val text = "$n " + "word ".repeat(40)
                note(text)
                kept += text
            }
        }
        assertEquals(StorageTrouble.FULL, full.trouble)
        assertTrue("full" in full.words("en"), full.words("en"))
        assertEquals(kept, notes().toSet())
        val photo = assertFailsWith<DoorstepException.Storage> {
            val seen = chen.doorstep.jobs { job(case) }
            val path = root.resolve("big.jpg").apply { writeBytes(jpeg(1) + ByteArray(500_000)) }.path
            chen.doorstep.evidence { takePhoto(case, seen.version, seen.state.currentVisit!!, "survey", "before", path) }
        }
        assertEquals(StorageTrouble.FULL, photo.trouble)

        disk.free()
        note("there is room again")
        val report = chen.doorstep.sync()
        assertEquals(SyncStatus.DONE to 0u, report.status to report.refused)
        assertEquals(kept + "there is room again", notes().toSet())
    }

    @Test
    fun `a disk that may not be written is said and everything is there when it may`() = runBlocking {
        note("before")
        chen.doorstep.enterBackground()
        disk.remount("ro")
        val refused = assertFailsWith<DoorstepException.Storage> { chen.doorstep.enterForeground() }
        assertEquals(StorageTrouble.UNREADABLE, refused.trouble)
        disk.remount("rw")
        chen.doorstep.enterForeground()
        assertEquals(listOf("before"), notes())
    }

    @Test
    fun `a store of a newer version is refused and not touched`() = runBlocking {
        note("before")
        chen.doorstep.enterBackground()
        val file = pocket.resolve("store/doorstep.sqlite")
        val written = file.readBytes()

        // The version of a database stands in its header.
        fun version(number: Int) = RandomAccessFile(file, "rw").use {
            it.seek(60)
            it.writeInt(number)
        }
        version(Int.MAX_VALUE)
        val newer = file.readBytes()
        assertFailsWith<DoorstepException.UpdateRequired> { chen.doorstep.enterForeground() }
        assertContentEquals(newer, file.readBytes())
        file.writeBytes(written)
        chen.doorstep.enterForeground()
        assertEquals(listOf("before"), notes())
    }

    @Test
    fun `something else in the place of the store is said`() = runBlocking {
        val occupied = root.resolve("occupied").apply { resolve("doorstep.sqlite").mkdirs() }
        val file = root.resolve("a file").apply { writeText("not a directory") }
        for (directory in listOf(occupied, file, file.resolve("below"))) {
            val refused = assertFailsWith<DoorstepException.Storage>("$directory") { open(directory.path) }
            assertEquals(StorageTrouble.UNREADABLE, refused.trouble, "$directory")
        }
        assertEquals("not a directory", file.readText())
        for (directory in listOf("", "\u0000")) assertFailsWith<DoorstepException> { open(directory) }
    }

    @Test
    fun `secrets that cannot be read are storage trouble, and not for ever`() = runBlocking {
        val secrets = Locked()
        Doorstep.open(Config("$root/li", "en"), secrets, chen.clock, chen.network).use { li ->
            val refused = assertFailsWith<DoorstepException.Storage> { li.enrol(server.url, server.codeFor("li"), "x") }
            assertEquals(StorageTrouble.PLATFORM, refused.trouble)
            secrets.isLocked = false
            assertEquals("li", li.enrol(server.url, server.codeFor("li"), "x").user)
            assertEquals(0, li.jobs { list(JobFilter()) }.size)
        }
    }

    private suspend fun open(directory: String) =
        Doorstep.open(Config(directory, "en"), MemorySecrets()).close()

    /** A key store that throws what nobody expects of it. */
    private class Locked(private val kept: SecretStore = MemorySecrets()) : SecretStore {
        @Volatile var isLocked = true

        override fun read(name: String): ByteArray? = if (isLocked) error("locked") else kept.read(name)

        override fun write(name: String, secret: ByteArray) =
            if (isLocked) error("locked") else kept.write(name, secret)
    }
}

/** A small file system in memory. Only root can have one: without it these tests are skipped, loudly. */
private class SmallDisk(val directory: File) : AutoCloseable {
    private val ballast = directory.resolve("ballast")

    init {
        directory.mkdirs()
        if (run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", "$directory") != 0) {
            abort<Unit>("!! SKIPPED: no right to mount a small disk")
        }
    }

    /** Leaves room for a few dozen notes. */
    fun fill() {
        ballast.outputStream().use { out ->
            try {
                while (true) out.write(ByteArray(4_096))
            } catch (full: IOException) {
                // That is what was wanted.
            }
        }
        RandomAccessFile(ballast, "rw").use { it.setLength(maxOf(0, it.length() - 100_000)) }
    }

    fun free() = ballast.delete()

    fun remount(how: String) = check(run("mount", "-o", "remount,$how", "$directory") == 0)

    override fun close() {
        run("umount", "$directory")
    }

    private fun run(vararg command: String) = ProcessBuilder(*command).inheritIO().start().waitFor()
}
