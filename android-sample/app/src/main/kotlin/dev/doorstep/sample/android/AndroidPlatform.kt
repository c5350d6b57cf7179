package dev.doorstep.sample.android

import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.Color
import android.graphics.pdf.PdfRenderer
import android.net.Uri
import android.os.Build
import android.os.ParcelFileDescriptor
import androidx.activity.ComponentActivity
import androidx.activity.result.ActivityResultLauncher
import androidx.activity.result.contract.ActivityResultContracts
import androidx.core.content.FileProvider
import com.google.mlkit.vision.barcode.common.Barcode
import com.google.mlkit.vision.codescanner.GmsBarcodeScannerOptions
import com.google.mlkit.vision.codescanner.GmsBarcodeScanning
import dev.doorstep.ffi.Clock
import dev.doorstep.sample.app.Platform
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.suspendCancellableCoroutine
import kotlinx.coroutines.withContext
import java.io.File
import java.util.Locale
import kotlin.coroutines.resume

/** The phone. What needs an Activity waits until there is one. */
class AndroidPlatform(private val context: Context) : Platform {
    private var activity: ComponentActivity? = null
    private var camera: ActivityResultLauncher<Uri>? = null
    private var taken: CompletableDeferred<Boolean>? = null

    override val directory: File = context.filesDir.resolve("doorstep").apply { mkdirs() }
    override val secrets = KeystoreSecrets(directory.resolve("secrets"))

    // The core reads CLOCK_BOOTTIME and the number of the boot itself.
    override val clock: Clock? = null
    override val transport = OkHttpTransport()
    override val label: String = "${Build.MANUFACTURER} ${Build.MODEL}"
    override val systemLanguage: String get() = Locale.getDefault().toLanguageTag()

    /** Called in `onCreate`, before the Activity is started: that is when results can be registered for. */
    fun attach(to: ComponentActivity) {
        activity = to
        camera = to.registerForActivityResult(ActivityResultContracts.TakePicture()) { taken?.complete(it) }
    }

    override fun nowMs() = System.currentTimeMillis()

    override suspend fun takePhoto(): File? = withContext(Dispatchers.Main) {
        val file = File.createTempFile("photo", ".jpg", context.cacheDir.resolve("camera").apply { mkdirs() })
        val result = CompletableDeferred<Boolean>().also { taken = it }
        try {
            camera?.launch(shareable(file)) ?: result.complete(false)
        } catch (none: ActivityNotFoundException) {
            result.complete(false)
        }
        file.takeIf { result.await() && it.length() > 0 }
    }

    override suspend fun scan(): String? = withContext(Dispatchers.Main) {
        val options = GmsBarcodeScannerOptions.Builder().setBarcodeFormats(Barcode.FORMAT_ALL_FORMATS).build()
        val scanner = GmsBarcodeScanning.getClient(activity ?: return@withContext null, options)
        suspendCancellableCoroutine { waiting ->
            scanner.startScan()
                .addOnSuccessListener { waiting.resume(it.rawValue) }
                .addOnCanceledListener { waiting.resume(null) }
                .addOnFailureListener { waiting.resume(null) }
        }
    }

    override suspend fun drawPages(pdf: File, into: File): List<File> = withContext(Dispatchers.IO) {
        ParcelFileDescriptor.open(pdf, ParcelFileDescriptor.MODE_READ_ONLY).use { opened ->
            PdfRenderer(opened).use { pages -> (0 until pages.pageCount).map { drawPage(pages, it, into) } }
        }
    }

    private fun drawPage(pages: PdfRenderer, index: Int, into: File): File = pages.openPage(index).use { page ->
        val picture = Bitmap.createBitmap(PAGE_WIDTH, PAGE_WIDTH * page.height / page.width, Bitmap.Config.ARGB_8888)
        picture.eraseColor(Color.WHITE)
        page.render(picture, null, null, PdfRenderer.Page.RENDER_MODE_FOR_DISPLAY)
        into.resolve("page-${index + 1}.png").also { file ->
            file.outputStream().use { picture.compress(Bitmap.CompressFormat.PNG, 100, it) }
            picture.recycle()
        }
    }

    override suspend fun share(file: File, title: String) = show(
        Intent.createChooser(
            Intent(Intent.ACTION_SEND).setType(if (file.extension == "pdf") "application/pdf" else "text/html")
                .putExtra(Intent.EXTRA_STREAM, shareable(file)).putExtra(Intent.EXTRA_SUBJECT, title)
                .addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION),
            title,
        ),
    )

    override suspend fun call(number: String) = show(Intent(Intent.ACTION_DIAL, Uri.fromParts("tel", number, null)))

    override suspend fun showOnMap(address: String) =
        show(Intent(Intent.ACTION_VIEW, Uri.parse("geo:0,0?q=" + Uri.encode(address))))

    override fun sendLater() = SendWorker.soon(context)

    private fun shareable(file: File) = FileProvider.getUriForFile(context, "dev.doorstep.sample.files", file)

    private suspend fun show(intent: Intent) = withContext(Dispatchers.Main) {
        try {
            context.startActivity(intent.addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
        } catch (none: ActivityNotFoundException) {
            // No app for it on this phone.
        }
    }

    private companion object {
        /** As wide as the widest phones show it. */
        const val PAGE_WIDTH = 1440
    }
}
