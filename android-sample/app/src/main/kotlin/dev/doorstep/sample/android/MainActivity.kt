package dev.doorstep.sample.android

import android.graphics.BitmapFactory
import android.os.Bundle
import androidx.activity.ComponentActivity
import androidx.activity.addCallback
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.asImageBitmap
import dev.doorstep.sample.screens.AppScreen
import dev.doorstep.sample.screens.LocalPictures

/** The one Activity. Where somebody was comes back after the process died: a way of places, written as text. */
class MainActivity : ComponentActivity() {
    private val application by lazy { getApplication() as SampleApplication }

    override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        enableEdgeToEdge()
        application.platform.attach(this)
        SendWorker.fromNowOn(this)
        val app = application.app(saved?.getStringArrayList(WAY).orEmpty())
        onBackPressedDispatcher.addCallback(this) { if (!app.back()) moveTaskToBack(true) }
        setContent {
            CompositionLocalProvider(LocalPictures provides { BitmapFactory.decodeFile(it)?.asImageBitmap() }) {
                Box(Modifier.safeDrawingPadding()) { AppScreen(app) }
            }
        }
    }

    override fun onSaveInstanceState(out: Bundle) {
        super.onSaveInstanceState(out)
        application.app?.let { out.putStringArrayList(WAY, ArrayList(it.saved())) }
    }

    private companion object {
        const val WAY = "way"
    }
}
