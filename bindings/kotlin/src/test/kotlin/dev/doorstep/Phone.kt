package dev.doorstep

import dev.doorstep.ffi.Config
import dev.doorstep.testing.LocalServer
import dev.doorstep.testing.MemorySecrets
import dev.doorstep.testing.Office
import dev.doorstep.testing.SwitchedNetwork
import dev.doorstep.testing.VirtualClock
import dev.doorstep.testing.jpeg
import java.io.File

/** A phone with its owner. */
class Phone private constructor(
    val doorstep: Doorstep,
    val clock: VirtualClock,
    val network: SwitchedNetwork,
    private val directory: File,
) : AutoCloseable by doorstep {
    private var photos = 0

    /** A photo as the camera leaves it. */
    fun camera(): String {
        photos += 1
        val file = directory.resolve("camera-$photos.jpg")
        file.writeBytes(jpeg(photos))
        return file.path
    }

    companion object {
        suspend fun enrolled(directory: File, server: LocalServer, user: String, language: String): Phone {
            directory.mkdirs()
            val (clock, network) = VirtualClock() to SwitchedNetwork()
            val config = Config("$directory/store", language)
            val doorstep = Doorstep.open(config, MemorySecrets(), clock, network)
            doorstep.enrol(server.url, server.codeFor(user), "$user's phone")
            return Phone(doorstep, clock, network, directory)
        }
    }
}

/** Creates the job of catalogue scenario 5 and gives it to two people. */
fun Office.createCellarJob(startMs: Long): String = create(
    """{"service": "longfor-dispatch", "area": "indoor",
        "report": "Cellar: lamp out, toilet blocked",
        "customer": {"name": "Mr Wang", "phone": "138 0000 0000"},
        "site": {"address": "Building 5, cellar 12", "time_zone": "CST-8"},
        "users": ["chen", "li"], "start_ms": $startMs}""",
)
