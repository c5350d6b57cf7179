package dev.doorstep.sample.screens

import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.testTag
import dev.doorstep.sample.photos.PhotosEvent
import dev.doorstep.sample.photos.PhotosState
import dev.doorstep.sample.photos.Picture
import dev.doorstep.sample.photos.Spot
import dev.doorstep.sample.words.Chip
import dev.doorstep.sample.words.Tone
import dev.doorstep.sample.words.afterMissing
import dev.doorstep.sample.words.noPhotos
import dev.doorstep.sample.words.photos
import dev.doorstep.sample.words.takeAfter

@Composable
fun PhotosScreen(state: PhotosState, on: (PhotosEvent) -> Unit, back: () -> Unit) {
    val words = LocalWords.current
    Page(words.photos, state.customer, back) {
        if (state.spots.isEmpty()) Empty(words.noPhotos)
        state.spots.forEach { SpotView(it, on) }
    }
}

/** Before on the left, after on the right, as one compares them. */
@Composable
private fun SpotView(spot: Spot, on: (PhotosEvent) -> Unit) = Card {
    val words = LocalWords.current
    Text(spot.title, style = type.strong)
    val pictures = listOf(spot.first) + spot.again
    pictures.chunked(2).forEach { pair ->
        Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(Space.s)) {
            pair.forEach { Taken(it, Modifier.weight(1f)) }
            if (pair.size == 1) Box(Modifier.weight(1f))
        }
    }
    if (spot.needsAfter) ToneLine(Chip(Tone.ATTENTION, words.afterMissing))
    if (spot.canPair) SideButton(words.takeAfter, Modifier.fillMaxWidth()) { on(PhotosEvent.TakeAfter(spot.first.blob)) }
}

@Composable
private fun Taken(picture: Picture, modifier: Modifier) = Column(modifier) {
    PictureView(picture.path, Modifier.fillMaxWidth().aspectRatio(4f / 3f).testTag("picture:${picture.role}"))
    Text(picture.role, style = type.strongLabel)
    Text(picture.by, style = type.small, color = palette.quiet)
}

/** A small picture; an empty ground as long as it has not come. */
@Composable
internal fun PictureView(path: String?, modifier: Modifier) = Box(modifier.clip(Rounded).background(palette.sunken)) {
    path?.let { LocalPictures.current(it) }?.let {
        Image(it, null, Modifier.fillMaxSize(), contentScale = ContentScale.Crop)
    }
}
